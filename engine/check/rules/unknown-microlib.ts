/** UL0101: a component of a microlib that the catalog does not have. */
import { own, splitRef } from '../../graph/ref.ts';
import { nearest } from '../../kconfig/kconfig.ts';
import { foundBy, type Rule } from '../context.ts';
import { fix, setMicrolib } from '../fixes.ts';

export const unknownMicrolib: Rule = (context) =>
  foundBy(context, 'UL0101').map((found) => {
    const { composition, catalog } = context;
    const component = String(found.params['component']);
    const wanted = String(found.params['microlib']);
    // A microlib that could not be read is missing for that reason.
    const broken = catalog.diagnostics
      .filter(({ at }) => at.file?.split('/').includes(wanted))
      .map(({ message }) => message);
    const users = composition.wires.flatMap(({ from, to }) =>
      splitRef(to)?.component === component ? [`${from} is wired to ${to}`] : [],
    );
    const because = [...users.slice(0, 3), ...(broken.length > 0 ? broken : [`no microlib is called ${wanted}`])];
    const near = nearest(wanted, Object.keys(catalog.microlibs));
    if (near === undefined || own(composition.components, component) === undefined) return { ...found, because };
    const fixes = fix(`Make ${component} a ${near}`, [setMicrolib(composition, component, near)]);
    return { ...found, because, fixes };
  });
