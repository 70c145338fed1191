/* Sets the wall clock of one process: the file named by $LEAP_FILE holds the seconds by which it is ahead, read at every
 * look. The monotonic clocks go on, as they do on a machine whose clock is set.
 * cc -shared -fPIC -o leaping_clock.so leaping_clock.c; LEAP_FILE=… LD_PRELOAD=./leaping_clock.so samenloop serve … */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long leap(void) {
  char text[32] = {0};
  const char *path = getenv("LEAP_FILE");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  return length > 0 ? atoll(text) : 0;
}

static int is_wall(clockid_t id) { return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE; }

int clock_gettime(clockid_t id, struct timespec *now) {
  long failed = syscall(SYS_clock_gettime, id, now);
  if (failed == 0 && is_wall(id)) now->tv_sec += leap();
  return (int)failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec exact;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *out) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return (time_t)-1;
  if (out != NULL) *out = now.tv_sec;
  return now.tv_sec;
}

/* The kernel ends such a wait by its own wall clock; this one has to look at the clock that was set. */
int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
  while (sem_trywait(semaphore) != 0) {
    struct timespec now;
    const struct timespec pause = {0, 1000000};
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    if (now.tv_sec > until->tv_sec || (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec)) {
      errno = ETIMEDOUT;
      return -1;
    }
    nanosleep(&pause, NULL);
  }
  return 0;
}
