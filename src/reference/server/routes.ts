import { exportPath, type Profile, type Route, type ServerReply, type ServerRequest } from '../../model/index.js';
import { dataFile } from './data.js';
import { startExport } from './exports.js';
import { attribution, jobList } from './job-list.js';
import { jobStatus } from './jobs.js';
import { metadata, version } from './metadata.js';
import { notFound, plain, unauthorized } from './outcome.js';
import { clientOf, jobsAt, type State } from './state.js';
import { swagger } from './swagger.js';
import { token } from './token.js';

/** The route of a path (without prefix and query). The `$` of `$export` is literal. */
export const routeOf = (profile: Profile, path: string): Route => {
  const { paths, endpoints, managesJobs } = profile;
  if (path === paths.token) return 'token';
  if (path === paths.metadata) return 'metadata';
  if (path === paths.version) return 'version';
  if (paths.swagger !== undefined && (path === paths.swagger || path.startsWith(`${paths.swagger}/`))) return 'swagger';
  const jobs = jobsAt(profile, path);
  if (jobs !== undefined && path !== jobs) return 'status';
  if (managesJobs && jobs !== undefined) return 'jobs';
  if (path === paths.attribution) return 'attribution';
  if (path.startsWith(`${paths.data}/`)) return ERROR_FILE.test(path) ? 'error-file' : 'data';
  if (endpoints.some(({ name }) => path === exportPath(profile, name)) || isExport(path, paths.api)) return 'kickoff';
  return 'other';
};

const ERROR_FILE = /(?:-error|\/warnings-and-info)\.ndjson$/;

/** Whether a path is that of an export, also of a resource that the guide does not offer. */
const isExport = (path: string, api: string): boolean =>
  path.startsWith(`${api}/`) && /^\/(?:Group\/)?[^/]+\/\$export$/.test(path.slice(api.length));

/** The server without faults. A request without a valid token learns nothing else about protected paths. */
export const answer = async (state: State, request: ServerRequest): Promise<ServerReply> => {
  const route = routeOf(state.profile, request.path);
  switch (route) {
    case 'token':
      return token(state, request);
    case 'metadata':
      return metadata(state, request);
    case 'version':
      return version(request);
    case 'swagger':
      return swagger(state, request);
    case 'other':
      return request.path.startsWith(`${state.profile.paths.api}/`) ? notFound('path') : plain(404, 'Not Found');
  }
  const client = await clientOf(state, request.headers['authorization']);
  if (client === undefined) return unauthorized('Bearer');
  const handler = {
    kickoff: startExport,
    status: jobStatus,
    jobs: jobList,
    attribution,
    data: dataFile,
    'error-file': dataFile,
  }[route];
  return handler(state, client, request);
};
