"""Vocabulary: what the field calls technologies, whether a register has them or not."""

from __future__ import annotations

from typing import Final

_CHINESE: Final = (
    "人工智能 生成式人工智能 大数据 大数据分析 区块链 联盟链 智能合约 分布式账本 云计算 云原生 物联网 5G 机器学习",
    "深度学习 神经网络 联邦学习 多方安全计算 安全多方计算 隐私计算 同态加密 零知识证明 可信执行环境 自然语言处理",
    "知识图谱 图计算 大语言模型 大型语言模型 多模态大模型 多模态模型 计算机视觉 图像识别 光学字符识别 OCR",
    "语音识别 语音合成 生物识别 生物特征识别 人脸识别 活体检测 卫星遥感 二维码 近场通信 NFC 电子签名 数字证书",
    "数字人民币 数据挖掘 API 应用程序接口 开放接口 移动互联网 音视频 数据可视化 检索增强生成 大模型 机器视觉",
    "图神经网络 卷积神经网络 强化学习 迁移学习 集成学习 无监督学习 监督学习 自动机器学习 随机森林 梯度提升树",
    "逻辑回归 自然语言理解 自然语言生成 语义理解 语义识别 情感分析 文本挖掘 文本识别 语音交互 声纹识别 声纹",
    "人像识别 人脸比对 人脸核身 指纹识别 虹膜识别 掌纹识别 掌静脉识别 静脉识别 步态识别 行为识别 图像处理",
    "图像分析 视频识别 视频分析 票据识别 文字识别 字符识别 OCR识别 机器人流程自动化 流程自动化 RPA 隐私保护计算",
    "隐私增强 差分隐私 秘密分享 秘密共享 不经意传输 隐私求交 安全求交 联邦建模 联邦计算 横向联邦学习 可信计算",
    "机密计算 数据沙箱 数据脱敏 数据加密 数据水印 数字水印 国密算法 国密 非对称加密 对称加密 加密算法 哈希算法",
    "数字签名 电子签章 电子印章 电子认证 可信时间戳 量子加密 量子通信 量子密钥分发 量子密钥 量子随机数 量子计算",
    "抗量子密码 后量子密码 零信任 跨链 链上存证 预言机 分布式存储 分布式数据库 分布式计算 分布式身份",
    "分布式数字证书 流式计算 流计算 实时计算 并行计算 内存计算 边缘计算 雾计算 微服务 低代码 云服务 云存储 公有云",
    "私有云 混合云 云边协同 传感器网络 智能传感 射频识别 RFID 电子标签 电子围栏 蓝牙 超宽带 UWB 窄带物联网 NB-IoT",
    "车联网 北斗 北斗定位 北斗导航 卫星定位 GPS 遥感 遥感影像 卫星影像 无人机遥感 地理信息 时空大数据 设备指纹",
    "知识推理 专家系统 规则引擎 推荐算法 关联分析 关联图谱 图算法 复杂事件处理 数字孪生 虚拟数字人 增强现实",
    "虚拟现实 混合现实 VR AR 6G 5G消息 WiFi 安全单元 硬件钱包 AIGC IPv6 API接口 开放API 应用程序编程接口",
)
_ENGLISH: Final = (
    "artificial intelligence, AI, generative AI, machine learning, ML, deep learning, neural network",
    "large language model, LLM, natural language processing, NLP, computer vision, image recognition",
    "optical character recognition, OCR, speech recognition, speech synthesis, biometrics",
    "biometric authentication, face recognition, liveness detection, big data, big data analytics, data mining",
    "knowledge graph, graph computing, blockchain, distributed ledger, distributed ledger technology, DLT",
    "smart contract, tokenisation, asset tokenisation, cloud computing, Internet of Things, IoT, 5G, API, APIs",
    "open API, application programming interface, QR code, NFC, near-field communication, federated learning",
    "secure multi-party computation, multi-party computation, MPC, privacy computing, homomorphic encryption",
    "zero-knowledge proof, trusted execution environment, e-signature, digital certificate",
    "satellite remote sensing, retrieval-augmented generation, deep neural network, graph neural network",
    "reinforcement learning, transfer learning, random forest, gradient boosting, logistic regression",
    "explainable AI, conversational AI, agentic AI, predictive analytics, data analytics, advanced analytics",
    "graph analytics, predictive modelling, predictive modeling, natural language understanding",
    "natural language generation, sentiment analysis, text mining, text analytics, text recognition",
    "character recognition, machine vision, image analysis, image processing, video analytics, facial recognition",
    "face verification, facial verification, face matching, face comparison, fingerprint recognition",
    "fingerprint authentication, iris recognition, palm-vein recognition, palm vein recognition, vein recognition",
    "voice recognition, voice biometrics, voiceprint recognition, voiceprint, speech-to-text, text-to-speech",
    "behavioural biometrics, behavioral biometrics, biometric identification, biometric verification",
    "device fingerprinting, device fingerprint, robotic process automation, RPA, process automation",
    "privacy-preserving computing, privacy-preserving computation, privacy-enhancing technology",
    "privacy-enhancing technologies, differential privacy, confidential computing, trusted computing",
    "secure enclave, secret sharing, private set intersection, secure computing, multi-party secure computing",
    "multi-party secure computation, secure multi-party computing, secure multiparty computation",
    "multiparty computation, multi-party computing, multi-party security computing, horizontal federated learning",
    "federated analytics, data masking, data encryption, encryption, asymmetric encryption, end-to-end encryption",
    "digital signature, electronic seal, timestamping, quantum encryption, quantum communication",
    "quantum key distribution, quantum computing, post-quantum cryptography, zero trust, tokenization",
    "asset tokenization, payment tokenization, decentralized identity, decentralised identifier",
    "decentralized identifier, self-sovereign identity, verifiable credential, cross-chain, private blockchain",
    "permissioned ledger, hybrid blockchain, distributed database, distributed storage, distributed computing",
    "stream computing, stream processing, edge computing, microservices, public cloud, private cloud",
    "hybrid cloud, low-code, rules engine, rule engine, sensor fusion, telematics, RFID",
    "radio-frequency identification, geofencing, electronic fence, geolocation, Bluetooth, ultra-wideband, UWB",
    "GPS, BeiDou, satellite imagery, satellite positioning, remote sensing, drone imagery, digital twin",
    "augmented reality, virtual reality, API integration, electronic signature",
)
TECHNOLOGIES: Final = (
    *(term for line in _CHINESE for term in line.split()),
    *(term for line in _ENGLISH for term in line.split(", ")),
)
"""Names of technologies in Chinese and English, as texts write them; a register may know them by other names."""
