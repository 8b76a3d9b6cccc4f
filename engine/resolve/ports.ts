/** The ports of a component, in one place: whether a port exists may hang on options (RequiredPort). */
import type { Microlib, RequiredPort } from '../catalog/types.ts';
import type { Member } from '../graph/members.ts';

/** What a component of the composition or the board requires, with the option values that it has. */
export const requiredBy = (member: Member): Iterable<RequiredPort> => member.requires.values();

/** What a new component requires, with the defaults of its options. */
export const requiredByNew = (microlib: Microlib): Iterable<RequiredPort> => microlib.requires;
