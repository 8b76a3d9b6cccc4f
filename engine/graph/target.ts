export { matchesTarget } from '../model/target.ts';
