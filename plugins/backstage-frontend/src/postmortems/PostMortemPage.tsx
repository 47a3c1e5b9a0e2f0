import { useParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { Container } from '@backstage/ui';
import { weirApiRef } from '../api';
import { RemoteView } from '../states/RemoteView';
import { useRemote } from '../states/useRemote';
import states from '../states/states.module.css';
import { PostMortemEditor } from './PostMortemEditor';
import { PostMortemReader } from './PostMortemReader';

/** One post-mortem: written while it is a draft, read when it is published. */
export function PostMortemPage() {
  const { id = '' } = useParams();
  const api = useApi(weirApiRef);
  const remote = useRemote(`post-mortem ${id}`, (signal) => api.getPostMortem(id, { signal }));
  return (
    <Container className={states.page}>
      <RemoteView remote={{ ...remote, problem: remote.value ? undefined : remote.problem }} lines={12}>
        {(detail) =>
          detail.postMortem.state === 'published' ? (
            <PostMortemReader postMortem={detail.postMortem} />
          ) : (
            <PostMortemEditor key={detail.postMortem.id} detail={detail} onPublished={remote.replace} />
          )
        }
      </RemoteView>
    </Container>
  );
}
