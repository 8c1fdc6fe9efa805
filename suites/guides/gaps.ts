/**
 * What traffic could show and no requirement judges yet, each with the requirement that would close it. A gap goes
 * away when that requirement is in the catalogue and the units that name the gap name the requirement.
 */
export const gaps = {
  'sample-client':
    'The conversation of the Go client that the guide names, request by request, gets the answers that it reads.',
} as const;

/** Key of a gap; a misspelt one does not compile. */
export type Gap = keyof typeof gaps;
