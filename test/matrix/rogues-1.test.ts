import { roguePart } from './rogues.js';

roguePart(1, 2);
