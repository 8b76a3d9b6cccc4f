import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Board } from '../../engine/catalog/types.ts';
import { matchesTarget } from '../../engine/graph/target.ts';
import { addComponent, removeComponent } from '../../engine/model/commands.ts';
import { useCatalog } from '../state/catalog.ts';
import { chain } from '../state/changes.ts';
import { useChecks } from '../state/checks.ts';
import { costIn } from '../state/costs.ts';
import { commit, useDocument } from '../state/document.ts';
import { costOf } from '../state/fit.ts';
import { bytes } from '../state/format.ts';
import { useJobs } from '../state/jobs.ts';
import { boardMember, categoryColour } from '../state/ports.ts';
import { useUi } from '../state/ui.ts';
import { Select } from '../ui/Select.tsx';
import { Costs } from './Costs.tsx';
import { Section } from './Section.tsx';
import { Wires } from './Wires.tsx';

/** One driver of the board, and what could take its place: what provides at least the same. */
function Driver({ board, member }: { readonly board: Board; readonly member: string }) {
  const { t } = useTranslation();
  const catalog = useCatalog((state) => state.catalog);
  const composition = useDocument((state) => state.composition);
  const linked = useChecks((state) => state.linked.includes(`board_${member}`));
  const name = `board_${member}`;
  const standard = board.components[member]?.microlib ?? '';
  const current = boardMember(composition, board, member) ?? '';
  const microlib = catalog.microlibs[current];
  const wanted = catalog.microlibs[standard]?.provides.map(({ port, api }) => `${port}:${api}`) ?? [];
  const others = Object.values(catalog.microlibs).filter((one) => {
    const has = one.provides.map(({ port, api }) => `${port}:${api}`);
    return (
      one.name === standard ||
      (wanted.length > 0 && wanted.every((port) => has.includes(port)) && matchesTarget(one.targets, board.target))
    );
  });
  const replaced = Object.hasOwn(composition.components, name);
  const back = () => commit(removeComponent(composition, name));
  const replace = (next: string) => {
    if (next === standard) back();
    else
      commit(
        chain(composition, null, [
          ...(replaced ? [(at: typeof composition) => removeComponent(at, name)] : []),
          (at) => addComponent(at, next, { name }),
        ]),
      );
  };
  const estimate = costOf(microlib, board.target);
  const built = useJobs((state) => costIn(state, name, board.target)?.image);
  return (
    <div className={`driver ${linked ? '' : 'unused'}`}>
      <i style={{ background: categoryColour(microlib?.category ?? 'other') }} />
      <span>
        <b>{member}</b>
        <small title={microlib?.summary}>{microlib?.title ?? current}</small>
      </span>
      {others.length > 1 ? (
        <Select
          value={current}
          className="small"
          label={t('board.replace', { name: member })}
          shown={t('board.replaceShort')}
          choices={others.map((one) => ({ value: one.name, label: one.title, hint: one.choose ?? one.summary }))}
          onChange={replace}
        />
      ) : null}
      {replaced ? (
        <button
          type="button"
          className="icon"
          aria-label={t('board.restore')}
          title={t('board.restore')}
          onClick={back}
        >
          <RotateCcw size={12} />
        </button>
      ) : null}
      <em>
        {!linked
          ? t('board.notLinked')
          : built !== undefined
            ? bytes(built)
            : estimate === null
              ? ''
              : `≈ ${bytes(estimate)}`}
      </em>
    </div>
  );
}

/** The board: what the target is made of, and what of it is used. */
export function BoardPanel() {
  const { t } = useTranslation();
  const target = useUi((state) => state.target);
  const board = useCatalog((state) => state.catalog.boards[target]);
  const linked = useChecks((state) => state.linked);
  if (board === undefined) return null;
  const members = Object.keys(board.components);
  const used = members.filter((member) => linked.includes(`board_${member}`)).length;
  return (
    <>
      <div className="what">
        <p className="kicker">{t('board.title')}</p>
        <h2>{board.title}</h2>
        <p className="sub mono">{board.target}</p>
        <p className="summary">{board.summary}</p>
        <p className="note">{t('board.note')}</p>
      </div>
      <Costs name="board" />
      <Section title={t('board.drivers')} aside={t('board.used', { used, count: members.length })}>
        {members.map((member) => (
          <Driver key={member} board={board} member={member} />
        ))}
      </Section>
      <Wires node="board" />
    </>
  );
}
