import { useAddressedSeq } from '../../app/routes';
import { SearchScreen } from './search-screen';
import { StoryOf } from './story-of';

/** What happened around this? A search for it, and, with a record in the address, everything around that. */
export function StoryScreen() {
  const seq = useAddressedSeq();
  return seq === null ? <SearchScreen /> : <StoryOf key={seq} seq={seq} />;
}
