// What Vega's interpreter imports from the package vega-util; Vega, loaded before it, has it all within.
export const { ascending, isString, DisallowedObjectProperties } = globalThis.vega;
