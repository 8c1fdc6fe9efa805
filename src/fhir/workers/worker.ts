import { parentPort } from 'node:worker_threads';
import { serve } from './part.js';

// The entry point of a worker thread.
if (parentPort === null) throw new Error('this file runs only as a worker');
serve(parentPort);
