/** Requirements that show that a chapter was judged. */
export const METADATA = ['metadata.public', 'metadata.valid-stu3', 'metadata.export-operations'];
export const TOKEN = ['token.issued', 'token.json', 'token.wrong-secret'];
export const KICKOFF = ['kickoff.accepted', 'kickoff.content-location', 'kickoff.accept-required'];
export const MANIFEST = ['manifest.json', 'manifest.output', 'manifest.file-urls'];
export const OUTPUT = ['output.downloadable', 'output.ndjson', 'output.type'];
