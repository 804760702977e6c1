import { createContext, type ReactElement, type ReactNode, useCallback, useContext, useRef } from 'react';
import { acceptFiles } from './accept-files';
import { useUploadQueue } from './uploads-provider';

const Chooser = createContext<() => void>(() => undefined);

export const videoTypes = 'video/*,.mkv,.ts,.m2ts,.mts,.mxf,.avi,.mov,.mp4,.webm,.flv,.wmv,.mpg,.mpeg';

interface FileChooserProps {
  /** Whose library the files enter; null where nobody may upload. */
  handle: string | null;
  children: ReactNode;
}

/** One file dialog for the whole studio, opened by whatever calls `useFileChooser`. */
export function FileChooser({ handle, children }: FileChooserProps): ReactElement {
  const queue = useUploadQueue();
  const input = useRef<HTMLInputElement>(null);
  const open = useCallback(() => input.current?.click(), []);
  const take = (files: FileList | null): void => {
    if (handle && files) queue.add(handle, acceptFiles([...files]));
    if (input.current) input.current.value = '';
  };
  return (
    <Chooser.Provider value={open}>
      {children}
      <input
        ref={input}
        type="file"
        multiple
        accept={videoTypes}
        hidden
        data-testid="upload-input"
        onChange={(event) => take(event.currentTarget.files)}
      />
    </Chooser.Provider>
  );
}

export function useFileChooser(): () => void {
  return useContext(Chooser);
}
