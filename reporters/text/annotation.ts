import { printable } from './index.js';

/** How an annotation is shown. */
export type AnnotationSeverity = 'error' | 'warning' | 'notice';

/** What an annotation is about. */
interface Subject {
  readonly title: string;
  /** Path from the working folder. */
  readonly file?: string;
  readonly line?: number;
}

/** One workflow command for GitHub's runner. Only the line breaks made here break the message. */
export const annotation = (
  severity: AnnotationSeverity,
  { title, file, line }: Subject,
  ...lines: readonly string[]
): string => {
  const named = Object.entries({ file, line, title }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${property(printable(`${value}`))}`],
  );
  return `::${severity} ${named.join(',')}::${data(lines.map((text) => printable(text)).join('\n'))}`;
};

// As the runner undoes it: the percent sign last there, so first here.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
