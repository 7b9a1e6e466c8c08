/* xvfb-client N: gives the server N memfds, and has it give N. */
#define _GNU_SOURCE
#include <err.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xcb/shm.h>

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 1;
  xcb_connection_t *server = xcb_connect(NULL, NULL);
  if (xcb_connection_has_error(server))
    errx(1, "xcb_connect");
  for (int i = 0; i < n; i++) {
    int fd = memfd_create("segment", MFD_CLOEXEC);
    xcb_shm_seg_t segment = xcb_generate_id(server);
    if (fd < 0 || ftruncate(fd, 4096) < 0)
      err(1, "memfd");
    xcb_shm_attach_fd(server, segment, fd, 0); /* closes it */
    xcb_shm_detach(server, segment);
    segment = xcb_generate_id(server);
    xcb_shm_create_segment_reply_t *reply =
        xcb_shm_create_segment_reply(server, xcb_shm_create_segment(server, segment, 4096, 0), NULL);
    if (reply == NULL || reply->nfd != 1)
      errx(1, "xcb_shm_create_segment");
    close(*xcb_shm_create_segment_reply_fds(server, reply));
    free(reply);
    xcb_shm_detach(server, segment);
  }
  xcb_disconnect(server);
  return 0;
}
