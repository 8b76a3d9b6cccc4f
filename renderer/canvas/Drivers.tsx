import { useTranslation } from 'react-i18next';
import { useCatalog } from '../state/catalog.ts';
import { useChecks } from '../state/checks.ts';
import { useDocument } from '../state/document.ts';
import { boardMember, categoryColour } from '../state/ports.ts';
import { useUi } from '../state/ui.ts';

/** The board opened in place: what it is made of, and what of that gets into the image. */
export function Drivers() {
  const { t } = useTranslation();
  const catalog = useCatalog((state) => state.catalog);
  const target = useUi((state) => state.target);
  const composition = useDocument((state) => state.composition);
  const linked = useChecks((state) => state.linked);
  const board = catalog.boards[target];
  if (board === undefined) return null;
  return (
    <ul className="drivers" aria-label={t('board.drivers')}>
      {Object.keys(board.components).map((name) => {
        const microlib = catalog.microlibs[boardMember(composition, board, name) ?? ''];
        const used = linked.includes(`board_${name}`);
        const replaced = Object.hasOwn(composition.components, `board_${name}`);
        return (
          <li key={name} className={used ? '' : 'unused'}>
            <i style={{ background: categoryColour(microlib?.category ?? 'other') }} />
            <span>{name}</span>
            <em>{replaced ? t('board.replaced', { name: microlib?.title }) : (microlib?.title ?? '')}</em>
          </li>
        );
      })}
    </ul>
  );
}
