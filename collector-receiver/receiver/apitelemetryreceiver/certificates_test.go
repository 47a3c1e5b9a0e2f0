package apitelemetryreceiver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configtls"
)

// authority signs certificates for one test.
type authority struct {
	t      *testing.T
	folder string
	key    *ecdsa.PrivateKey
	cert   *x509.Certificate
	next   int64
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, folder: t.TempDir(), next: 1}
	var err error
	a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := a.template("authority")
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	raw, err := x509.CreateCertificate(rand.Reader, template, template, a.key.Public(), a.key)
	require.NoError(t, err)
	a.cert, err = x509.ParseCertificate(raw)
	require.NoError(t, err)
	a.write("ca.pem", "CERTIFICATE", raw)
	return a
}

func (a *authority) template(name string) *x509.Certificate {
	a.next++
	return &x509.Certificate{
		SerialNumber: big.NewInt(a.next), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
}

func (a *authority) write(name, kind string, raw []byte) string {
	path := filepath.Join(a.folder, name)
	require.NoError(a.t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o600))
	return path
}

// issue writes a certificate and its key, and returns their files.
func (a *authority) issue(name string) (certFile, keyFile string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(a.t, err)
	raw, err := x509.CreateCertificate(rand.Reader, a.template(name), a.cert, key.Public(), a.key)
	require.NoError(a.t, err)
	rawKey, err := x509.MarshalECPrivateKey(key)
	require.NoError(a.t, err)
	return a.write(name+".pem", "CERTIFICATE", raw), a.write(name+".key", "EC PRIVATE KEY", rawKey)
}

// server is the setting of a server; it asks for certificates of this authority when mutual.
func (a *authority) server(mutual bool) configoptional.Optional[configtls.ServerConfig] {
	cfg := configtls.NewDefaultServerConfig()
	cfg.CertFile, cfg.KeyFile = a.issue("server")
	if mutual {
		cfg.ClientCAFile = filepath.Join(a.folder, "ca.pem")
	}
	return configoptional.Some(cfg)
}

// client is the setting of a client that trusts this authority and shows the certificates of others.
func (a *authority) client(shows ...*authority) *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	cfg := &tls.Config{RootCAs: pool, ServerName: "localhost", MinVersion: tls.VersionTLS12}
	for _, other := range shows {
		certificate, err := tls.LoadX509KeyPair(other.issue("client"))
		require.NoError(a.t, err)
		cfg.Certificates = append(cfg.Certificates, certificate)
	}
	return cfg
}

// tlsDial connects with a certificate of a.
func tlsDial(t *testing.T, address string, a *authority) (net.Conn, error) {
	t.Helper()
	return (&tls.Dialer{Config: a.client(a)}).DialContext(t.Context(), "tcp", address)
}
