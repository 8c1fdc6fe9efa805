import { exportedTypes } from '../../model/index.js';
import { type Assertion, not } from '../assertion.js';
import { notTheFile } from './data/files.js';
import { headersOf } from './replies.js';

/** A refusal is no refusal if the response has what was asked for: a job, a manifest, a file or a resource. */
export const givesNothing: Assertion = {
  says: 'the response has no job, manifest, file or resource',
  at: (exchange, view) => {
    const { jobs } = view.profile.paths;
    if (headersOf(exchange, 'content-location').some((location) => location.includes(`${jobs}/`)))
      return not('the response named a job in Content-Location');
    const document = firstOf(exchange.reply?.body.json);
    if (Array.isArray(document?.['output'])) return not('the response contained the manifest');
    const type = document?.['resourceType'];
    if (typeof type === 'string' && exportedTypes(view.profile).includes(type))
      return not(`the response contained a resource of type ${type}`);
    return notTheFile.at(exchange, view);
  },
};

/** The first of several documents, such as the lines of a file. */
const firstOf = (json: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : undefined;
