import type { ConditionFault, FaultContext, Header, NextReply, ServerRequest } from '../../model/index.js';
import { withDefaults } from './alter.js';
import { encode } from './data.js';
import { keys } from './jwt.js';
import { occasions } from './occasion.js';
import { plain } from './outcome.js';
import { answer, routeOf } from './routes.js';
import { faultContext, type State } from './state.js';

/** The whole server without its socket: faults around the sound answer, then encoding. */
export const replier = (state: State, faults: readonly ConditionFault[], errors: unknown[]): NextReply => {
  const occasionOf = occasions(state);
  let lasting: Omit<FaultContext, 'occasion' | 'headers'> | undefined;
  return async (request) => {
    const route = routeOf(state.profile, request.path);
    const headers = commonHeaders(request);
    const sound: NextReply = async (changed) => withDefaults(await answer(state, changed), headers);
    const here = faults.filter(({ at }) => [at].flat().includes(route));
    // Counted wherever it goes: a fault of one route may go by what was asked of others.
    const occasion = faults.length > 0 ? occasionOf(request, route) : undefined;
    // Faults may have changed it; what the server itself was asked decides how the file is encoded.
    let asked = request;
    const innermost: NextReply = (changed) => {
      asked = changed;
      return sound(changed);
    };
    try {
      let next = innermost;
      if (here.length > 0 && occasion !== undefined) {
        lasting ??= faultContext(state, await keys());
        const context = { ...lasting, occasion, headers };
        next = here.reduceRight<NextReply>(
          (inner, { alter }) =>
            (asked) =>
              alter(asked, inner, context),
          innermost,
        );
      }
      const reply = await next(request);
      return route === 'data' || route === 'error-file' ? encode(asked, reply) : reply;
    } catch (error) {
      errors.push(error);
      return plain(500, 'Internal Server Error');
    }
  };
};

/**
 * Headers of every reply to a request, whatever its status; replies that faults write have them too (`answering`).
 * Pages of other sites may read the answers, as metadata promises (Fetch, CORS protocol).
 */
const commonHeaders = (request: ServerRequest): Header[] =>
  request.headers['origin'] === undefined ? [] : [['Access-Control-Allow-Origin', '*']];
