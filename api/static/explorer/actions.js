// Actions: what gestures do to a stage.

/** @import { Stage } from "./stage.js" */

/**
 * @param {Stage} stage
 * @returns {import("./gestures.js").Actions}
 */
export function actions(stage) {
  return {
    grab: (at) => {
      stage.held = stage.scene.discAt(at, stage.camera);
      return stage.held !== null;
    },
    drag: (at) => {
      if (stage.held) Object.assign(stage.held.node, stage.camera.unproject(at));
      stage.moved({ isShifted: false });
    },
    drop: () => stage.held && stage.on.drag(stage.held.node.id, stage.fitting.fromScreen(stage.held.node)),
    pan: (x, y) => {
      stage.camera.pan(x, y);
      stage.moved();
    },
    zoom: (factor, at) => {
      stage.camera.zoom(factor, at);
      stage.moved();
    },
    mark: (loop, isDone) => stage.mark(loop, isDone),
    point: (at) => stage.point(at),
    click: (at, isAdded) => {
      const { disc, line } = stage.under(at);
      if (isAdded && disc) stage.on.add(disc.node.id);
      else stage.on.click(disc?.node.id ?? null, disc ? null : (line?.edge.id ?? null));
    },
    open: (at) => {
      const { disc } = stage.under(at);
      if (disc) stage.on.open(disc.node.id);
    },
  };
}
