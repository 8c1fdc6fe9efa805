import { parentPort } from 'node:worker_threads';
import { serve } from './part.js';

// A worker of validateFile begins here.
if (parentPort === null) throw new Error('this file runs as a worker only');
serve(parentPort);
