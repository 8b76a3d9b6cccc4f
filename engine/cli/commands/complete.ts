/** `uniloom complete`: what to add and wire so that the composition is valid, with reasons; written when told to. */
import { sizeText } from '../../check/size.ts';
import type { Answers, Completion, Question } from '../../resolve/types.ts';
import { findings } from '../findings.ts';
import { bold, dim, jsonDiagnostics, print, printable, printJson, say, sayDiagnostics } from '../output.ts';
import type { Cli } from '../program.ts';
import { applyChange, chooseTarget, withDocument } from '../session.ts';
import { DONE, FAILED, UsageError } from '../status.ts';

interface CompleteOptions {
  readonly json?: boolean;
  readonly target?: string;
  readonly answer?: readonly string[];
  readonly write?: boolean;
}

/** `PORT=ID` pairs. @throws UsageError for another form. */
function answersOf(texts: readonly string[] = []): Answers {
  const pairs = texts.map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at <= 0 || at === text.length - 1)
      throw new UsageError(`--answer wants PORT=ID, such as app.heap=add:tlsf.alloc, not ${text}`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}

function questionText({ port, api, choices, taken }: Question): string[] {
  return [
    bold(`${port} can have ${api} from several:`),
    ...choices.map(({ id, title, choose, cost }) => {
      const size = cost === null ? '' : ` (${sizeText(cost.image)})`;
      const mark = id === taken ? '*' : ' ';
      return `  ${mark} --answer ${port}=${id}  ${title}${size}${choose === '' ? '' : dim(`  ${choose}`)}`;
    }),
  ];
}

function completionText(completion: Extract<Completion, { is: 'complete' }>): string {
  const { additions, questions, target } = completion;
  if (additions.length === 0) return `Nothing to add: it is complete on ${target}`;
  const lines = additions.flatMap(({ title, because, cost }) => [
    cost === null ? title : `${title} (${sizeText(cost.image)})`,
    ...because.map((cause) => dim(`  · ${cause}`)),
  ]);
  return [...lines, ...questions.flatMap(questionText)].map(printable).join('\n');
}

export async function run(cli: Cli, [file]: readonly [string], options: CompleteOptions): Promise<number> {
  const answers = answersOf(options.answer);
  return withDocument(cli, file, async (engine, document) => {
    const target = chooseTarget(document, options.target);
    const completion = await engine.call('resolve.complete', { document: document.id, target, answers });
    if (completion.is === 'impossible') {
      if (options.json) printJson(completion);
      else {
        say(`It cannot be completed on ${target}:`);
        for (const { item, message } of completion.contradiction) say(printable(`  · ${item}: ${message}`));
      }
      return FAILED;
    }
    const { edits } = completion;
    if (!options.write) {
      if (options.json) printJson(completion);
      else {
        print(completionText(completion));
        if (edits.length > 0) say('(with --write it is saved)');
      }
      return DONE;
    }
    const saved = await applyChange(engine, document, { label: `Complete for ${target}`, edits });
    const left = findings(saved, await engine.call('catalog.get', {}), target);
    sayDiagnostics(left);
    if (options.json) printJson({ ...completion, diagnostics: jsonDiagnostics(left) });
    else print(completionText(completion));
    return DONE;
  });
}
