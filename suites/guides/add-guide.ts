import type { Report } from '../../src/model/index.js';

/** A report with the guide of its profile, if there is a map of it. The maps are read when the run is over: they are long. */
export const addGuide = async (report: Report): Promise<Report> => {
  const { guides } = await import('./index.js');
  const guide = guides.find(({ profile }) => profile === report.profile);
  if (guide === undefined) return report;
  const { title, published, sections } = guide;
  const statements = sections.map(({ heading, units }) => ({
    heading,
    statements: units.map(({ says, account }) => ({ says, account })),
  }));
  return { ...report, guide: { title, published, sections: statements } };
};
