import type { Profile } from '../../src/model/index.js';

/** Paths that both guides document alike (BCDA Metadata, and the examples). */
export const paths: Profile['paths'] = {
  token: '/auth/token',
  metadata: '/api/v1/metadata',
  version: '/_version',
  api: '/api/v1',
  jobs: '/api/v1/jobs',
  swagger: '/api/v1/swagger',
  data: '/data',
};
