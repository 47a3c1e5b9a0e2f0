import React, { ComponentType, useEffect } from 'react';
import {
  SceneComponentProps,
  sceneGraph,
  SceneObject,
  SceneObjectBase,
  SceneObjectState,
  VizPanel,
} from '@grafana/scenes';

export interface PartProps {
  /** The scene object that stands for the part: its way to range and panels. */
  model: ReactPart;
}

interface PartState extends SceneObjectState {
  part: ComponentType<PartProps>;
  /** What the page is about: an id or a name, from the address. */
  subject?: string;
  /** Panels that the part places by itself, each with a key. */
  panels?: VizPanel[];
}

/** A part of a scene that React draws, with panels of Scenes in it. */
export class ReactPart extends SceneObjectBase<PartState> {
  static Component = ({ model }: SceneComponentProps<ReactPart>) => {
    const { part: Part } = model.useState();
    return (
      <div style={{ flex: '1 1 0', minWidth: 0, display: 'flex', flexDirection: 'column', gap: 16 }}>
        <Part model={model} />
      </div>
    );
  };
}

/** The range of the scene in milliseconds, and a value that changes with each refresh. */
export function useRange(model: SceneObject) {
  const { value } = sceneGraph.getTimeRange(model).useState();
  return { from: value.from.valueOf(), to: value.to.valueOf(), refreshed: value };
}

/** The panel of the part with this key; it is built once, and finds range, cursor and annotations of the scene. */
export function usePanel(model: ReactPart, key: string, build: () => VizPanel): VizPanel | undefined {
  const { panels = [] } = model.useState();
  const panel = panels.find((one) => one.state.key === key);
  useEffect(() => {
    const now = model.state.panels ?? [];
    if (!now.some((one) => one.state.key === key)) {
      const built = build();
      built.setState({ key });
      model.setState({ panels: [...now, built] });
    }
    // The key stands for what is built.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [model, key]);
  return panel;
}
