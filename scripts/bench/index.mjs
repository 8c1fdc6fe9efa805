// Speed, as ratios within one run: machines differ and are noisy, so seconds alone say little.
//   npm run bench [-- start | run | validate | length]
const [, , part] = process.argv;
for (const name of part === undefined ? ['start', 'run'] : [part]) await import(`./${name}.mjs`);
