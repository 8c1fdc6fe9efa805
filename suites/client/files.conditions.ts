import { answering, when } from '../../src/reference/index.js';
import { busy } from '../server/kinds.js';
import { busyWithoutHint, condition, failing, first, several, untilDate, withCommon } from './condition.js';

/** Conditions in which the request for a file has another response than the file. */
export const files = [
  condition({
    id: 'file-404',
    title: 'one of three files does not exist, and its status is 404',
    type: 'Patient',
    data: several,
    behavior: () => withCommon({ at: 'data', alter: when(first('file'), answering(failing(404))) }),
  }),
  condition({
    id: 'file-410',
    title: 'one of three files has expired, and its status is 410',
    type: 'Coverage',
    data: several,
    behavior: () => withCommon({ at: 'data', alter: when(first('file'), answering(failing(410))) }),
  }),
  condition({
    id: 'file-500',
    title: 'the server cannot send one of three files, and its status is 500',
    type: 'Patient',
    data: several,
    behavior: () => withCommon({ at: 'data', alter: when(first('file'), answering(failing(500))) }),
  }),
  condition({
    id: 'file-busy-seconds',
    title: 'the first request for a file returns 429 with Retry-After in seconds',
    type: 'Patient',
    data: several,
    behavior: () => withCommon({ at: 'data', alter: when(first('file', 1), answering(busy(429, '1'))) }),
  }),
  condition({
    id: 'file-busy-date',
    title: 'the first request for a file returns 503 with Retry-After as an HTTP-date',
    type: 'Coverage',
    data: several,
    behavior: () => withCommon({ at: 'data', alter: when(first('file', 1), untilDate(503)) }),
  }),
  condition({
    id: 'file-busy-without-hint',
    title: 'the first request for a file returns 429 without Retry-After',
    type: 'Patient',
    behavior: () => withCommon({ at: 'data', alter: when(first('file', 1), busyWithoutHint(429)) }),
  }),
  condition({
    id: 'file-stays-busy',
    takesSeconds: 8,
    title: 'one of three files returns 503 with Retry-After of a second, however often it is requested',
    type: 'Coverage',
    data: several,
    behavior: () => withCommon({ at: 'data', alter: when(first('file'), answering(busy(503, '1'))) }),
  }),
] as const;
