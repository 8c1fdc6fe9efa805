import type { Report } from '../src/model/index.js';
import { addExamples } from './examples/add-examples.js';
import { addGuide } from './guides/add-guide.js';

/** A report with all that a reader may look up in it: the guide of its profile, and examples for what failed. */
export const addTexts = async (report: Report): Promise<Report> => addExamples(await addGuide(report));
