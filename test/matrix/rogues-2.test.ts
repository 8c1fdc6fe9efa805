import { roguePart } from './rogues.js';

roguePart(2, 2);
