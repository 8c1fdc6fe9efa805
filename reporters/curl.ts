import type { Exchange } from '../src/model/index.js';

/** Placeholder: the command line that makes an exchange's request again, secrets as shell variables. */
export const curlOf = (exchange: Exchange): string => exchange.request.url;
