import type { DiffLine } from './editPreview.ts';
import ui from './ui.module.css';

/** Lines with `+`, `-` or a blank in front; the sign is text, so colour is not needed to read it. */
export function DiffView({ lines, label }: { lines: readonly DiffLine[]; label: string }) {
  return (
    <figure className={ui.figure} aria-label={label}>
      <pre className={ui.diff}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity besides their place
          <span key={index} className={ui.diffLine} data-sign={line.sign}>
            {`${line.sign} ${line.text}`}
          </span>
        ))}
      </pre>
    </figure>
  );
}
