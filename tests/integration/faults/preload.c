/*
 * Faults on demand, for LD_PRELOAD.
 *
 * In: what the environment asks for. Out: calls of libc that fail, fall short, or are the moment of
 * something else; and, on a board that the test shares, how many calls there were and how many struck.
 *
 * FAULT_CALL    which calls: open, opendir, readdir, read, pread, write, sync, rename, close, stat,
 *               mkdir, unlink, seek or chmod
 * FAULT_BELOW   only those on a path that has this in it
 * FAULT_AT      the number of the call that is struck, from 1; 0 for none
 * FAULT_LASTING 1 where all that follow are struck too
 * FAULT_ACTION  what happens, and with which number: `errno 5`, `signal 15`, `signal-wait 15` (the
 *               thread goes no further), `truncate 100`, `append 100`, `unlink 0` (of what is read)
 * FAULT_MOST    how many bytes one call may read or write
 * FAULT_NAMED   1 where files without a name can't be made, as on file systems without them
 * FAULT_BOARD   a file of 16 bytes for the two counts
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static struct { long calls, struck; } nowhere, *board = (void *)&nowhere;
static const char *call = "", *below = "", *action = "";
static long at, lasting, number, most, named;

static long setting(const char *name) {
    const char *value = getenv(name);
    return value ? atol(value) : 0;
}

static const char *words(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

static int is(const char *what) {
    size_t length = strlen(what);
    return strncmp(action, what, length) == 0 && action[length] == ' ';
}

__attribute__((constructor)) static void begin(void) {
    call = words("FAULT_CALL"), below = words("FAULT_BELOW"), action = words("FAULT_ACTION");
    at = setting("FAULT_AT"), lasting = setting("FAULT_LASTING"), most = setting("FAULT_MOST");
    named = setting("FAULT_NAMED");
    const char *gap = strchr(action, ' ');
    number = gap ? atol(gap + 1) : 0;
    /* What is waited for must come, also below a `nohup` that has it ignored. */
    if (is("signal-wait") && number != SIGKILL) signal((int)number, SIG_DFL);
    long fd = syscall(SYS_openat, AT_FDCWD, words("FAULT_BOARD"), O_RDWR);
    if (fd < 0) return;
    void *shared = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED, (int)fd, 0);
    if (shared != MAP_FAILED) board = shared;
    syscall(SYS_close, fd);
}

/* The path of a descriptor, or what it is instead. */
static void of_fd(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
}

/* A path below a folder; of the folder itself where it is empty. */
static void of_name(int folder, const char *name, char *path) {
    *path = 0;
    if (!name) return;
    if (*name != '/') {
        if (folder != AT_FDCWD) of_fd(folder, path);
        else if (!getcwd(path, PATH_MAX)) *path = 0;
        if (*name) strncat(path, "/", PATH_MAX - strlen(path) - 1);
    }
    strncat(path, name, PATH_MAX - strlen(path) - 1);
}

/* Whether a call has to fail; whatever else is to happen at it has happened then. */
static int fails(const char *name, const char *path) {
    int before = errno;
    if (strcmp(call, name) != 0 || !*path || !strstr(path, below)) return 0;
    long now = __atomic_add_fetch(&board->calls, 1, __ATOMIC_SEQ_CST);
    if (at == 0 || now < at || (now > at && !lasting)) return 0;
    __atomic_add_fetch(&board->struck, 1, __ATOMIC_SEQ_CST);
    if (is("errno")) {
        errno = (int)number;
        return 1;
    }
    if (is("signal") || is("signal-wait")) {
        syscall(SYS_kill, getpid(), number);
        while (is("signal-wait")) pause();
    }
    if (is("truncate")) (void)!syscall(SYS_truncate, path, number);
    if (is("unlink")) (void)!syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (is("append")) {
        long fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND);
        for (long left = number; left > 0; left--) (void)!syscall(SYS_write, fd, " ", 1);
        syscall(SYS_close, fd);
    }
    errno = before;
    return 0;
}

static int fails_at(const char *name, int folder, const char *file) {
    char path[PATH_MAX];
    if (strcmp(call, name) != 0) return 0;
    of_name(folder, file, path);
    return fails(name, path);
}

static int fails_on(const char *name, int fd) {
    return fails_at(name, fd, "");
}

/* How many bytes a call may have. */
static size_t few(const char *name, int fd, size_t size) {
    char path[PATH_MAX];
    if (most == 0 || size <= (size_t)most || strcmp(call, name) != 0) return size;
    of_fd(fd, path);
    return strstr(path, below) ? (size_t)most : size;
}

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

#define OPEN(name, folder, file, ...)                                                              \
    mode_t mode = 0;                                                                               \
    if (flags & (O_CREAT | __O_TMPFILE)) {                                                         \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode = va_arg(more, mode_t);                                                               \
        va_end(more);                                                                              \
    }                                                                                              \
    if (named && (flags & __O_TMPFILE)) {                                                          \
        errno = EOPNOTSUPP;                                                                        \
        return -1;                                                                                 \
    }                                                                                              \
    return fails_at("open", folder, file) ? -1 : REAL(name)(__VA_ARGS__, flags, mode);

int open(const char *file, int flags, ...) { OPEN(open, AT_FDCWD, file, file) }
int open64(const char *file, int flags, ...) { OPEN(open64, AT_FDCWD, file, file) }
int openat(int folder, const char *file, int flags, ...) { OPEN(openat, folder, file, folder, file) }
int openat64(int folder, const char *file, int flags, ...) { OPEN(openat64, folder, file, folder, file) }

DIR *opendir(const char *file) {
    return fails_at("opendir", AT_FDCWD, file) ? NULL : REAL(opendir)(file);
}

struct dirent64 *readdir64(DIR *folder) {
    return fails_on("readdir", dirfd(folder)) ? NULL : REAL(readdir64)(folder);
}

ssize_t read(int fd, void *bytes, size_t size) {
    return fails_on("read", fd) ? -1 : REAL(read)(fd, bytes, few("read", fd, size));
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t from) {
    return fails_on("pread", fd) ? -1 : REAL(pread64)(fd, bytes, few("pread", fd, size), from);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    return fails_on("write", fd) ? -1 : REAL(write)(fd, bytes, few("write", fd, size));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    return fails_on("write", fd) ? -1 : REAL(writev)(fd, parts, count);
}

int fsync(int fd) { return fails_on("sync", fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails_on("sync", fd) ? -1 : REAL(fdatasync)(fd); }

int rename(const char *old, const char *new) {
    return fails_at("rename", AT_FDCWD, new) ? -1 : REAL(rename)(old, new);
}

/* As Linux does it, a file is closed all the same. */
int close(int fd) {
    int fail = fails_on("close", fd), reason = errno, closed = REAL(close)(fd);
    if (fail) errno = reason;
    return fail ? -1 : closed;
}

int statx(int folder, const char *restrict file, int flags, unsigned mask, struct statx *restrict to) {
    return fails_at("stat", folder, file) ? -1 : REAL(statx)(folder, file, flags, mask, to);
}

int stat64(const char *restrict file, struct stat64 *restrict to) {
    return fails_at("stat", AT_FDCWD, file) ? -1 : REAL(stat64)(file, to);
}

int lstat64(const char *restrict file, struct stat64 *restrict to) {
    return fails_at("stat", AT_FDCWD, file) ? -1 : REAL(lstat64)(file, to);
}

int fstat64(int fd, struct stat64 *to) { return fails_on("stat", fd) ? -1 : REAL(fstat64)(fd, to); }

int mkdir(const char *file, mode_t mode) {
    return fails_at("mkdir", AT_FDCWD, file) ? -1 : REAL(mkdir)(file, mode);
}

int unlink(const char *file) {
    return fails_at("unlink", AT_FDCWD, file) ? -1 : REAL(unlink)(file);
}

off64_t lseek64(int fd, off64_t from, int whence) {
    return fails_on("seek", fd) ? -1 : REAL(lseek64)(fd, from, whence);
}

int chmod(const char *file, mode_t mode) {
    return fails_at("chmod", AT_FDCWD, file) ? -1 : REAL(chmod)(file, mode);
}

int fchmod(int fd, mode_t mode) { return fails_on("chmod", fd) ? -1 : REAL(fchmod)(fd, mode); }
