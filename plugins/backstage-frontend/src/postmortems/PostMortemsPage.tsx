import { Route, Routes } from 'react-router-dom';
import { PostMortemList } from './PostMortemList';
import { PostMortemPage } from './PostMortemPage';

/** Post-mortems: the list, and one of them below it. */
export function PostMortemsPage() {
  return (
    <Routes>
      <Route index element={<PostMortemList />} />
      <Route path=":id" element={<PostMortemPage />} />
    </Routes>
  );
}
