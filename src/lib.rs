//! libtsc
