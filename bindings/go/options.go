package tsc

// #include <tsc.h>
import "C"

import (
	"time"
	"unsafe"
)

// An Option is a [ServerOption] or a [SignInOption], for [WithSession].
type Option interface {
	option()
}

// A ServerOption is a setting of a server, for [NewServer], [Server.Configure] and [WithSession].
type ServerOption interface {
	Option
	configureServer(*Server) error
}

// A SignInOption is a setting of a sign-in, for [Server.SignIn] and [WithSession].
type SignInOption interface {
	Option
	configureSignIn(*signIn)
}

// A ListOption is a setting of a list, for [Session.List] and [NodeList.Configure].
type ListOption interface {
	configureList(*NodeList) error
}

// A RequestOption is a setting of a request, for [Session.Request] and [Request.Configure].
type RequestOption interface {
	configureRequest(*Request) error
}

// A HeaderOption is a setting of a server or of a request.
type HeaderOption interface {
	ServerOption
	RequestOption
}

// A ParameterOption is a setting of a list or of a request.
type ParameterOption interface {
	ListOption
	RequestOption
}

type serverOption func(*Server, *arguments) error

func (serverOption) option() {}

func (o serverOption) configureServer(s *Server) error {
	var args arguments
	defer args.wipe()
	return o(s, &args)
}

// set calls a setter, unless an argument is invalid.
func (s *Server) set(args *arguments, setter func(*C.tsc_server, **C.tsc_error) C.tsc_status) error {
	return s.handle.set(args, func(p unsafe.Pointer, e **C.tsc_error) C.tsc_status {
		return setter((*C.tsc_server)(p), e)
	})
}

// WithCAPath trusts only the certificates in a file or directory: for servers whose certificate is
// issued by a private CA or self-signed. The path names a file with one or more certificates (PEM,
// or one in DER), or a directory of such files. They are read at once. "" restores the default, the
// system's authorities.
func WithCAPath(path string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cpath := args.optional("the path of the CA", path)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_ca_path(p, cpath, e)
		})
	})
}

// WithCAPEM trusts only the certificates in PEM text. It and [WithCAPath] replace each other. nil
// restores the default, the system's authorities.
func WithCAPEM(pem []byte) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_ca_pem(p, (*C.char)(unsafe.Pointer(unsafe.SliceData(pem))), C.size_t(len(pem)), e)
		})
	})
}

// WithVerify turns the verification of the server's certificate off or on; it is on by default. Turn
// it off for development only: without it, anyone on the network path can read the secrets. Off
// takes precedence over the CA.
func WithVerify(verify bool) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_verify(p, truth(verify), e)
		})
	})
}

// WithInsecureSkipVerify is the same as WithVerify(false), for development only.
func WithInsecureSkipVerify() ServerOption {
	return WithVerify(false)
}

// WithAllowHTTP allows secrets to be sent over plain http to other machines, where anyone on the
// network path can read them. Sending them to this machine is always allowed.
func WithAllowHTTP(allow bool) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_allow_http(p, truth(allow), e)
		})
	})
}

// WithClientCertificate sets the client certificate for servers that request one (mutual TLS): the
// paths of PEM files with the certificate chain and with the unencrypted private key. keyPath is ""
// if the key is in the first file too; both are "" for no certificate. The files are read at once.
func WithClientCertificate(certPath, keyPath string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cert := args.optional("the path of the client certificate", certPath)
		key := args.optional("the path of the client certificate's key", keyPath)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_client_certificate(p, cert, key, e)
		})
	})
}

// WithClientCertificatePEM sets the client certificate from PEM text with the chain and the key. nil
// stands for no certificate.
func WithClientCertificatePEM(pem []byte) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_client_certificate_pem(p, (*C.char)(unsafe.Pointer(unsafe.SliceData(pem))), C.size_t(len(pem)), e)
		})
	})
}

// WithProxy sets the proxy: "http://proxy.example.com:3128", "https://…" for TLS to the proxy
// itself, with "user:password@", percent-encoded, if it requires them. "" means no proxy. The
// default is the environment's proxy: [WithProxyFromEnvironment].
func WithProxy(url string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		curl := args.text("the address of the proxy", url)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_proxy(p, curl, e)
		})
	})
}

// WithProxyFromEnvironment restores the default, the proxy that the environment named when
// [NewServer] was called: http_proxy for http servers, https_proxy or HTTPS_PROXY for https servers,
// all_proxy or ALL_PROXY for both, except for the hosts in no_proxy or NO_PROXY.
func WithProxyFromEnvironment() ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_proxy(p, nil, e)
		})
	})
}

// WithUserAgent names the program in the User-Agent header, before the library: "MyApp/1.0" results
// in "MyApp/1.0 libtsc/0.1.0". "" restores the default, the library alone.
func WithUserAgent(product string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cproduct := args.optional("the product", product)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_user_agent(p, cproduct, e)
		})
	})
}

// WithAPIVersion sets the REST API version that sessions use, "3.19". "" restores the default, the
// newest version that the server supports. While a version is set, a sign-in sends the secret to the
// server's address without a check that a Tableau server responds there.
func WithAPIVersion(version string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cversion := args.optional("the API version", version)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_api_version(p, cversion, e)
		})
	})
}

// WithTimeouts sets the time limits of calls: connect limits making a connection, with the name
// resolution, the proxy and the TLS handshake (by default 10 s); read limits the time in which the
// server sends nothing, or takes in nothing of a request (2 minutes); total limits a whole call with
// all its HTTP requests (10 minutes). 0 means no limit. A negative limit or one longer than
// 2^32 - 1 milliseconds is refused. A call uses the limits that are set when it begins, also in a
// session that signed in before. To limit a single call, pass a context with a deadline.
func WithTimeouts(connect, read, total time.Duration) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cconnect := args.milliseconds("the connect limit", connect)
		cread := args.milliseconds("the read limit", read)
		ctotal := args.milliseconds("the total limit", total)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_timeouts(p, cconnect, cread, ctotal, e)
		})
	})
}

func truth(b bool) C.int32_t {
	if b {
		return 1
	}
	return 0
}

type headerOption struct {
	name, value string
	remove      bool
}

func (headerOption) option() {}

// WithHeader sets a header. A server sends it with every request; the header of a request takes
// precedence over the server's. A header with the same name is replaced. Headers that the library
// sets itself, such as X-Tableau-Auth and Host, are refused.
func WithHeader(name, value string) HeaderOption {
	return headerOption{name: name, value: value}
}

// WithoutHeader removes a header that [WithHeader] set.
func WithoutHeader(name string) HeaderOption {
	return headerOption{name: name, remove: true}
}

func (o headerOption) texts(args *arguments) (name, value *C.char) {
	name = args.text("the header's name", o.name)
	if !o.remove {
		value = args.text("the header "+o.name, o.value)
	}
	return name, value
}

func (o headerOption) configureServer(s *Server) error {
	var args arguments
	defer args.wipe()
	name, value := o.texts(&args)
	return s.set(&args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
		return C.tsc_server_set_header(p, name, value, e)
	})
}

func (o headerOption) configureRequest(r *Request) error {
	var args arguments
	defer args.wipe()
	name, value := o.texts(&args)
	return r.set(&args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
		return C.tsc_request_set_header(p, name, value, e)
	})
}

type parameterOption struct{ name, value string }

// WithParameter sets a parameter of the query: "fields" to "_all_", for instance. A parameter with
// the same name is replaced. The library percent-encodes the name and the value. A list refuses
// pageSize, pageNumber, filter and sort, which have their own options.
func WithParameter(name, value string) ParameterOption {
	return parameterOption{name, value}
}

func (o parameterOption) texts(args *arguments) (name, value *C.char) {
	return args.text("the parameter's name", o.name), args.text("the parameter "+o.name, o.value)
}

func (o parameterOption) configureList(l *NodeList) error {
	var args arguments
	defer args.wipe()
	name, value := o.texts(&args)
	return l.set(&args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
		return C.tsc_list_set_parameter(p, name, value, e)
	})
}

func (o parameterOption) configureRequest(r *Request) error {
	var args arguments
	defer args.wipe()
	name, value := o.texts(&args)
	return r.set(&args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
		return C.tsc_request_set_parameter(p, name, value, e)
	})
}

type listOption func(*NodeList, *arguments) error

func (o listOption) configureList(l *NodeList) error {
	var args arguments
	defer args.wipe()
	return o(l, &args)
}

// WithPageSize sets how many items are fetched at once, 1 to 1000. The default is 1000, which the
// library reduces to 100 if the server refuses it as too large.
func WithPageSize(size int) ListOption {
	return listOption(func(l *NodeList, args *arguments) error {
		csize := args.uint32("the page size", int64(size))
		return l.set(args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
			return C.tsc_list_set_page_size(p, csize, e)
		})
	})
}

// WithFilter adds a condition; items must meet all conditions. Tableau's REST API reference
// documents the fields of each list; operators are "eq", "gt", "gte", "lt", "lte", "in", "has" and
// "cieq". For "in" the value is "[one,two]". Tableau treats commas and ampersands in a value as
// separators; if a server does not find such a value, replace them with "*", which matches any text.
func WithFilter(field, operator, value string) ListOption {
	return listOption(func(l *NodeList, args *arguments) error {
		cfield := args.text("the filter's field", field)
		coperator := args.text("the filter's operator", operator)
		cvalue := args.text("the filter's value", value)
		return l.set(args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
			return C.tsc_list_add_filter(p, cfield, coperator, cvalue, e)
		})
	})
}

// WithSort sorts by a field, ascending; the first sort key has precedence.
func WithSort(field string) ListOption {
	return sortOption(field, false)
}

// WithSortDescending sorts by a field, descending; the first sort key has precedence.
func WithSortDescending(field string) ListOption {
	return sortOption(field, true)
}

func sortOption(field string, descending bool) ListOption {
	return listOption(func(l *NodeList, args *arguments) error {
		cfield := args.text("the sort key's field", field)
		return l.set(args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
			return C.tsc_list_add_sort(p, cfield, truth(descending), e)
		})
	})
}

type requestOption func(*Request, *arguments) error

func (o requestOption) configureRequest(r *Request) error {
	var args arguments
	defer args.wipe()
	return o(r, &args)
}

// WithBody sets the body, which is copied. The content type, "application/json" or
// "multipart/mixed; boundary=…" for instance, replaces one that [WithHeader] set. With "" that one
// applies, or else text/xml if the body begins with "<".
func WithBody(contentType string, body []byte) RequestOption {
	return requestOption(func(r *Request, args *arguments) error {
		ctype := args.optional("the content type", contentType)
		return r.set(args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
			if len(body) == 0 {
				return C.tsc_request_set_body(p, ctype, nil, 0, e)
			}
			return C.tsc_request_set_body(p, ctype, unsafe.Pointer(&body[0]), C.size_t(len(body)), e)
		})
	})
}

// WithMaxResponseSize limits the size of a successful response's body, in bytes, decompressed; by
// default 64 MiB.
func WithMaxResponseSize(bytes uint64) RequestOption {
	return requestOption(func(r *Request, args *arguments) error {
		return r.set(args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
			return C.tsc_request_set_max_response_size(p, C.uint64_t(bytes), e)
		})
	})
}

type signInOption func(*signIn)

func (signInOption) option() {}

func (o signInOption) configureSignIn(in *signIn) { o(in) }

// WithSite signs in to a site, by its contentUrl, which follows "/site/" in the browser's address
// bar. "" is the default site, which Tableau Cloud does not have.
func WithSite(contentURL string) SignInOption {
	return signInOption(func(in *signIn) { in.site = contentURL })
}

// WithImpersonation signs in as the user with this id on the site, which needs the credentials of a
// server administrator. "" means no impersonation.
func WithImpersonation(userID string) SignInOption {
	return signInOption(func(in *signIn) { in.impersonated = userID })
}
