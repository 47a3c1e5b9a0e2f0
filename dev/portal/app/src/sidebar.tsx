import {
  Link,
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
import { SidebarSearchModal } from '@backstage/plugin-search';
import { UserSettingsSignInAvatar } from '@backstage/plugin-user-settings';
import MenuIcon from '@material-ui/icons/Menu';
import SearchIcon from '@material-ui/icons/Search';

/** Two waves over a weir. */
const Mark = () => (
  <svg viewBox="0 0 32 32" width={28} height={28} aria-hidden>
    <path
      d="M4 12c4 0 4 3 8 3s4-3 8-3 4 3 8 3M4 20c4 0 4 3 8 3s4-3 8-3 4 3 8 3"
      fill="none"
      stroke="#8ab8ff"
      strokeWidth={2.6}
      strokeLinecap="round"
    />
  </svg>
);

const Logo = () => {
  const { isOpen } = useSidebarOpenState();
  return (
    <Link
      to="/"
      underline="none"
      aria-label="Weir shop: home"
      style={{
        display: 'flex',
        alignItems: 'center',
        gap: 12,
        height: 2 * sidebarConfig.logoHeight,
        marginLeft: 22,
        color: '#fff',
        fontSize: 20,
        fontWeight: 600,
      }}
    >
      <Mark />
      {isOpen && 'Weir shop'}
    </Link>
  );
};

/** The bar at the side: search, the catalog, Weir's pages and the others by name, settings. */
export const sidebar = NavContentBlueprint.make({
  params: {
    component: ({ navItems }) => {
      const nav = navItems.withComponent((item) => (
        <SidebarItem icon={() => item.icon} to={item.href} text={item.title} />
      ));
      // The search opens in place.
      nav.take('page:search');
      // Reached from each entity.
      nav.take('page:catalog-graph');
      return (
        <Sidebar>
          <Logo />
          <SidebarGroup label="Search" icon={<SearchIcon />} to="/search">
            <SidebarSearchModal />
          </SidebarGroup>
          <SidebarDivider />
          <SidebarGroup label="Menu" icon={<MenuIcon />}>
            {nav.take('page:catalog')}
            <SidebarDivider />
            <SidebarScrollWrapper>{nav.rest({ sortBy: 'title' })}</SidebarScrollWrapper>
          </SidebarGroup>
          <SidebarSpace />
          <SidebarDivider />
          <SidebarGroup label="Settings" icon={<UserSettingsSignInAvatar />} to="/settings">
            {nav.take('page:user-settings')}
          </SidebarGroup>
        </Sidebar>
      );
    },
  },
});
