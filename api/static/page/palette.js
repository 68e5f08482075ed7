// Categorical colours that people with every kind of colour vision can distinguish (Okabe and Ito, 2008).

const BLUE = "#0072b2";
const SKY = "#56b4e9";
const GREEN = "#009e73";
const ORANGE = "#e69f00";
const VERMILION = "#d55e00";
const PURPLE = "#cc79a7";
const YELLOW = "#f0e442";

/** Bars of charts; the light set is darker where a hue would be too pale on paper, the dark set is lighter. */
export const BARS = {
  light: [BLUE, VERMILION, GREEN, "#b06a00", "#a14f86", "#3b8fc4"],
  dark: [SKY, ORANGE, "#35c596", YELLOW, PURPLE, "#9ccff0"],
};

/** Communities of a network on light and dark paper; the yellow is darkened, an eighth hue is added. */
export const COMMUNITIES = [BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, "#8f7a00", "#6b5b95"];
