import { matrixPart } from './matrix.js';

matrixPart(1, 4);
