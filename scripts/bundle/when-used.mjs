// Part of the bundled command: what packages require, loaded when it is used.
import { createRequire } from 'node:module';

const own = createRequire(import.meta.url);

/** A package that superagent depends on, as it is installed. */
export const installed = (name) => createRequire(createRequire(own.resolve('supertest')).resolve('superagent'))(name);

/** Stands for a module, and loads it when it is used. */
export const whenUsed = (load) => {
  let loaded;
  const module = () => (loaded ??= load());
  return new Proxy(function () {}, {
    get: (_, key) => module()[key],
    has: (_, key) => key in module(),
    apply: (_, self, args) => Reflect.apply(module(), self, args),
    construct: (_, args) => Reflect.construct(module(), args),
  });
};

/** The package qs. superagent writes the query and the form of each request with it, which are empty in each of ours. */
export const qs = {
  parse: (...args) => installed('qs').parse(...args),
  stringify: (query, ...more) =>
    Object.keys(query ?? {}).length === 0 ? '' : installed('qs').stringify(query, ...more),
};
