import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react';
import { EXAMPLES, type Example } from './examples.js';

/** A side panel of GraphiQL that lists the examples and opens each in a tab of its own. */
export const EXAMPLES_PLUGIN: GraphiQLPlugin = {
  title: 'Examples',
  icon: ExamplesIcon,
  content: ExamplesPanel,
};

function ExamplesPanel() {
  const { addTab, changeTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const tabs = useGraphiQL((state) => state.tabs);
  const open = ({ query }: Example) => {
    const openTab = tabs.findIndex((tab) => tab.query === query);
    if (openTab !== -1) return changeTab(openTab);
    addTab();
    queryEditor?.setValue(query);
  };
  return (
    <section aria-label="Examples" className="playground-examples">
      <h2>Examples</h2>
      <ul>
        {EXAMPLES.map((example) => (
          <li key={example.title}>
            <button type="button" onClick={() => open(example)}>
              <strong>{example.title}</strong>
              <span>{example.description}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
      <rect x="2.5" y="3" width="15" height="14" rx="2" />
      <path d="M6 14v-3M10 14V7M14 14V9.5" />
    </svg>
  );
}
