// Categorical colours that people with every kind of colour vision can distinguish (Okabe and Ito, 2008).

const BLUE = "#0072b2";
const SKY = "#56b4e9";
const GREEN = "#009e73";
const ORANGE = "#e69f00";
const VERMILION = "#d55e00";
const PURPLE = "#cc79a7";

/** Communities of a network on light and dark paper; the yellow is darkened, an eighth hue is added. */
export const COMMUNITIES = [BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, "#8f7a00", "#6b5b95"];
