import { answering, changing, collect, json, onReply, text, withHeader } from '../../src/reference/index.js';
import { fault } from './fault.js';
import { isOk, isUnknownThing } from './kinds.js';
import { atPlaces, ERROR_FILES, forEach } from './places.js';

const at = 'error-file';

/** What is judged of error files. */
const JUDGED_OF_ERRORS = [
  ...(['errors.downloadable', 'errors.valid-stu3', 'errors.valid-r4', 'errors.not-empty'] as const),
  ...(['errors.no-blank-lines', 'errors.content-type'] as const),
] as const;

/** An error entry that leads to a data file. */
const OF_SHARED_FILE = ['errors.operation-outcome', 'manifest.distinct-urls'] as const;

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
      blocks: ['errors.valid-stu3', 'errors.valid-r4'],
      alter: text((lines) => lines.replaceAll('"resourceType":"OperationOutcome"', '"resourceType":"Basic"')),
    }),
    fault({
      id: 'errors-of-wrong-case',
      title: 'the OperationOutcomes in error files have severity Error',
      at,
      fails: ['errors.valid-stu3', 'errors.valid-r4'],
      alter: text((lines) => lines.replaceAll('"severity":"error"', '"severity":"Error"')),
    }),
    fault({
      id: 'errors-lead-to-data',
      title: 'every error entry has the URL of a data file',
      at: 'status',
      // The names of error files differ from those of data files under one guide only.
      fails: ({ errorFileSuffix }) => [
        ...OF_SHARED_FILE,
        ...(errorFileSuffix ? (['manifest.file-names'] as const) : []),
      ],
      empties: JUDGED_OF_ERRORS,
      // A job that finds nothing has an error entry alone.
      alter: json<{ output: { url: string }[]; error: { url: string }[] }>(({ output: [file], error }) => {
        if (file === undefined) error.length = 0;
        else for (const entry of error) entry.url = file.url;
      }),
    }),
    fault({
      id: 'errors-empty',
      title: 'error files are empty',
      at,
      fails: ['errors.not-empty'],
      empties: ['errors.downloadable', 'errors.valid-stu3', 'errors.valid-r4', 'errors.no-blank-lines'],
      alter: text(() => ''),
    }),
    fault({
      id: 'errors-blank-line',
      title: 'error files begin with a blank line',
      at,
      fails: ['errors.no-blank-lines'],
      alter: text((lines) => `\n${lines}`),
    }),
    fault({
      id: 'errors-as-html',
      title: 'error files are sent as text/html',
      at,
      fails: ['errors.content-type'],
      alter: onReply(isOk, withHeader('Content-Type', 'text/html')),
    }),
    fault({
      id: 'errors-outcome-of-wrong-case',
      title: 'the OperationOutcome about an unknown job has severity Error',
      at: 'status',
      fails: ['errors.outcomes-valid'],
      alter: onReply(
        isUnknownThing,
        changing(async (reply) => ({
          ...reply,
          body: (await collect(reply.body)).replace('"severity":"error"', '"severity":"Error"'),
        })),
      ),
    }),
    fault({
      id: 'errors-outcome-as-html',
      title: 'the OperationOutcome about an unknown job is sent as text/html',
      at: 'status',
      fails: ['errors.outcomes-json'],
      alter: onReply(isUnknownThing, withHeader('Content-Type', 'text/html')),
    }),
  ],
  {
    ...forEach(ERROR_FILES, 'errors-missing', 'errors-not-ndjson', 'errors-of-other-type', 'errors-of-wrong-case'),
  },
);
