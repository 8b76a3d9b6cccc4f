/** Conditions that several actions share; each answers true or the key of the reason why not. */
import { isDirty, useDocument } from '../state/document.ts';
import { runningJob, useJobs } from '../state/jobs.ts';
import { useUi } from '../state/ui.ts';

type Condition = () => true | string;

/** True where all hold, else the first reason. */
export const all =
  (...conditions: readonly Condition[]): Condition =>
  () => {
    for (const condition of conditions) {
      const answer = condition();
      if (answer !== true) return answer;
    }
    return true;
  };

export const always: Condition = () => true;
export const opened: Condition = () => useDocument.getState().info !== null || 'reason.noDocument';
export const writable: Condition = () => useDocument.getState().info?.readOnly == null || 'reason.readOnly';
export const editable = all(opened, writable);
export const unsaved: Condition = () => {
  const state = useDocument.getState();
  return isDirty(state) || state.info?.path === null || useUi.getState().dirtyFiles.length > 0 || 'reason.saved';
};
/** Components of the composition are selected (the board is none). */
export const chosen: Condition = () => {
  const { components } = useDocument.getState().composition;
  return useUi.getState().nodes.some((name) => Object.hasOwn(components, name)) || 'reason.nothingSelected';
};
export const chosenAny: Condition = () => useUi.getState().wires.length > 0 || chosen();
export const severalChosen: Condition = () => useUi.getState().nodes.length > 1 || 'reason.selectTwo';
export const idle: Condition = () => {
  const jobs = useJobs.getState();
  return (runningJob(jobs) === undefined && jobs.starting === null) || 'reason.running';
};
export const running: Condition = () => runningJob(useJobs.getState()) !== undefined || 'reason.notRunning';
export const populated: Condition = () =>
  Object.keys(useDocument.getState().composition.components).length > 0 || 'reason.empty';
