import type { Page } from 'playwright-core';

interface AxNode {
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  properties?: { name: string; value: { value: unknown } }[];
  backendDOMNodeId?: number;
}

const controls = 'button checkbox radio textbox searchbox combobox link switch slider region table'.split(' ');

/** Roles of what one can use but a screen reader has no name for. */
export async function namelessOf(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: AxNode[] };
  await session.detach();
  return nodes
    .filter(({ ignored, role }) => !ignored && role && controls.includes(role.value) && role.value !== 'table')
    .filter(({ name }) => !name?.value.trim())
    .map(({ role, backendDOMNodeId }) => `${role?.value} #${backendDOMNodeId}`);
}
