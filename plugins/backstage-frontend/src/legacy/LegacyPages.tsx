import type { ReactNode } from 'react';
import { PluginHeader } from '@backstage/ui';
import { Content, Page } from '@backstage/core-components';
import { RiFileList3Line, RiStackLine, RiStarHalfLine } from '@remixicon/react';
import { WeirTab } from '../entity/WeirTab';
import { InventoryPage } from '../inventory/InventoryPage';
import { PostMortemsPage } from '../postmortems/PostMortemsPage';
import { RatingsPage } from '../ratings/RatingsPage';

const PAGE_SIZE = 50;

/** In the old frontend system a page brings its own header. */
function LegacyPage(props: { title: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Page themeId="tool">
      <Content noPadding>
        <PluginHeader title={props.title} icon={props.icon} />
        {props.children}
      </Content>
    </Page>
  );
}

/** The service inventory with a header. */
export function LegacyInventoryPage() {
  return (
    <LegacyPage title="Service inventory" icon={<RiStackLine />}>
      <InventoryPage pageSize={PAGE_SIZE} />
    </LegacyPage>
  );
}

/** The ratings with a header. */
export function LegacyRatingsPage() {
  return (
    <LegacyPage title="API ratings" icon={<RiStarHalfLine />}>
      <RatingsPage pageSize={PAGE_SIZE} />
    </LegacyPage>
  );
}

/** The post-mortems with a header. */
export function LegacyPostMortemsPage() {
  return (
    <LegacyPage title="Post-mortems" icon={<RiFileList3Line />}>
      <PostMortemsPage />
    </LegacyPage>
  );
}

/** The tab of an entity as it opens. */
export function LegacyEntityContent() {
  return <WeirTab defaultRange="24h" />;
}
