import { answering, onReply, text } from '../../src/reference/index.js';
import { fault } from './fault.js';
import { atPlaces, ERROR_FILES, forEach } from './places.js';

const at = 'error-file';

export default atPlaces(
  [
    fault({
      id: 'errors-missing',
      title: 'every error file request returns 404',
      at,
      fails: ['errors.downloadable'],
      stops: 'error-file',
      alter: onReply(({ status }) => status === 200, answering({ status: 404, headers: [], body: '' })),
    }),
    fault({
      id: 'errors-not-ndjson',
      title: 'error files end with a line that is not JSON',
      at,
      fails: ['errors.downloadable'],
      alter: text((lines) => `${lines}and more\n`),
    }),
    fault({
      id: 'errors-of-other-type',
      title: 'error files contain Basic resources',
      at,
      fails: ['errors.operation-outcome'],
      blocks: ['errors.valid-stu3'],
      alter: text((lines) => lines.replaceAll('"resourceType":"OperationOutcome"', '"resourceType":"Basic"')),
    }),
    fault({
      id: 'errors-of-wrong-case',
      title: 'the OperationOutcomes in error files have severity Error',
      at,
      fails: ['errors.valid-stu3'],
      alter: text((lines) => lines.replaceAll('"severity":"error"', '"severity":"Error"')),
    }),
  ],
  {
    ...forEach(ERROR_FILES, 'errors-not-ndjson', 'errors-of-other-type', 'errors-of-wrong-case'),
  },
);
