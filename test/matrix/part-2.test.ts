import { matrixPart } from './matrix.js';

matrixPart(2, 4);
