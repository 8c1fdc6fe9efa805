const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is not a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it would exceed the file size limit',
  EIO: 'the device reported an I/O error',
  EEXIST: 'part of its path is not a folder',
  ELOOP: 'its links form a loop',
  ENAMETOOLONG: 'its name is too long',
  ESHORTER: 'it became shorter while it was being read',
};

/** The reason of a file system error, in words. */
export const reasonOf = (error: unknown): string => {
  const { code } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? code ?? 'it failed';
};
