/* Why a driver cannot have its device, by the error: the reason for `panic_about`, with what the driver looks for behind it. */
static inline __attribute__((unused)) const char *PORT_refusal(int error)
{
	switch (error) {
	case -ENOENT:
		return COMPONENT_NAME ": there is no ";
	case -EPROTO:
		return COMPONENT_NAME ": does not speak virtio 1: ";
	case -EBUSY:
		return COMPONENT_NAME ": another driver has the ";
	case -ENOMEM:
		return COMPONENT_NAME ": no memory for buffers and queues of the ";
	case -ENOSPC:
		return COMPONENT_NAME ": no interrupt is left (the interrupt controller's options) for the ";
	default:
		return COMPONENT_NAME ": cannot be set up: ";
	}
}
