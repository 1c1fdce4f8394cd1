/* Put before libc (LD_PRELOAD) it makes a disk fail: while the file FAULTY_DISK_WHEN exists, one in
   as many as its first number writes and waits for the disk fail with EIO, of files below
   FAULTY_DISK. For ./dev prove disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_hit(int fd) {
    static __thread unsigned dice;
    const char *when = getenv("FAULTY_DISK_WHEN"), *below = getenv("FAULTY_DISK");
    char link[64], path[4096];
    int kept = errno, one_in = 1;
    if (!when || !below || access(when, F_OK)) { errno = kept; return 0; }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    FILE *how = length > 0 ? fopen(when, "r") : NULL;
    if (how) { if (fscanf(how, "%d", &one_in) != 1 || one_in < 1) one_in = 1; fclose(how); }
    errno = kept;
    if (length <= 0) return 0;
    path[length] = 0;
    if (strncmp(path, below, strlen(below))) return 0;
    if (!dice) dice = (unsigned)getpid() | 1u;
    return rand_r(&dice) % (unsigned)one_in == 0;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define FAILS(fd) if (is_hit(fd)) { errno = EIO; return -1; }

ssize_t write(int fd, const void *from, size_t many) {
    REAL(write); FAILS(fd) return real(fd, from, many);
}
ssize_t pwrite(int fd, const void *from, size_t many, off_t at) {
    REAL(pwrite); FAILS(fd) return real(fd, from, many, at);
}
ssize_t pwrite64(int fd, const void *from, size_t many, off64_t at) {
    REAL(pwrite64); FAILS(fd) return real(fd, from, many, at);
}
ssize_t pwritev(int fd, const struct iovec *from, int many, off_t at) {
    REAL(pwritev); FAILS(fd) return real(fd, from, many, at);
}
ssize_t pwritev64(int fd, const struct iovec *from, int many, off64_t at) {
    REAL(pwritev64); FAILS(fd) return real(fd, from, many, at);
}
int fsync(int fd) { REAL(fsync); FAILS(fd) return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); FAILS(fd) return real(fd); }
