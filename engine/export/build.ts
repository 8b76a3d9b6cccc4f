/** `build`: the emitted folder as an archive; `ninja` in it builds the image without Uniloom. */
import { create } from 'tar';
import { emittedFiles } from './emitted.ts';
import type { Exporter } from './types.ts';

export const buildExporter: Exporter = {
  kind: 'build',
  title: 'Build directory',
  summary:
    'Everything that builds the image: sources, generated files, build.ninja. Needs gcc, binutils and ninja only.',
  extension: '.tar.gz',
  text: false,
  async produce({ composition, build }) {
    const files = await emittedFiles(build.folder);
    const chunks: Buffer[] = [];
    // Reproducible: sorted, no owners, no times (portable leaves out what differs between machines).
    const archive = create(
      {
        cwd: build.folder,
        portable: true,
        mtime: new Date(0),
        prefix: composition.name,
        gzip: { level: 9 },
        noDirRecurse: true,
        strict: true,
      },
      files,
    );
    for await (const chunk of archive) chunks.push(chunk as Buffer);
    return { data: Buffer.concat(chunks), note: `${files.length} files for ${build.target}, ${build.profile}` };
  },
};
