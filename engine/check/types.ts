/** Diagnostics are declared with the model, whose own parser makes them; checks are where most come from. */
export * from '../model/diagnostic.ts';
