import { useState } from 'react';
import { ProxiedSignInPage } from '@backstage/core-components';
import type { IdentityApi } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Button, Card, CardBody, CardFooter, CardHeader, Container, Flex, Text } from '@backstage/ui';
import { PEOPLE, remember, remembered, type DemoPerson } from './people';

/** The first page: who do you want to be? Nobody is asked for a password, because the portal is on this machine only. */
export const ChoosePerson = ({ onSignInSuccess }: SignInPageProps) => {
  const [person, setPerson] = useState(remembered);
  if (person !== undefined) {
    return (
      <ProxiedSignInPage
        provider={person.provider}
        onSignInSuccess={(identity) => onSignInSuccess(forgetting(identity))}
      />
    );
  }
  const choose = (one: DemoPerson) => {
    remember(one);
    setPerson(one);
  };
  return (
    <Container style={{ maxWidth: 960, paddingTop: 64 }}>
      <Flex direction="column" gap="6">
        <Flex direction="column" gap="2">
          <Text as="h1" variant="title-large" weight="bold">
            Weir shop
          </Text>
          <Text as="p" variant="body-large" color="secondary">
            A Backstage portal with Weir in it. Who do you want to be?
          </Text>
        </Flex>
        <div style={{ display: 'grid', gap: 16, gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))' }}>
          {PEOPLE.map((one) => (
            <Card key={one.provider}>
              <CardHeader>
                <Text as="h2" variant="title-small" weight="bold">
                  {one.name}
                </Text>
              </CardHeader>
              <CardBody>
                <Text color="secondary">{one.role}</Text>
              </CardBody>
              <CardFooter>
                <Button
                  variant={one.provider === 'guest' ? 'secondary' : 'primary'}
                  aria-label={`Enter as ${one.name}`}
                  onPress={() => choose(one)}
                >
                  Enter
                </Button>
              </CardFooter>
            </Card>
          ))}
        </div>
      </Flex>
    </Container>
  );
};

/** Signing out leads back here, not to the same person again. */
function forgetting(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: async () => {
      remember(undefined);
      await identity.signOut();
    },
  };
}
